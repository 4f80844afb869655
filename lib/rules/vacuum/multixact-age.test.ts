import { testFreezeAge } from '../testing/freeze-age';
import rule from './multixact-age';

testFreezeAge(rule, 'multixactAge', 'autovacuum_multixact_freeze_max_age');
