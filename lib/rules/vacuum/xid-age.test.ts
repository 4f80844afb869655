import { testFreezeAge } from '../testing/freeze-age';
import rule from './xid-age';

testFreezeAge(rule, 'xidAge', 'autovacuum_freeze_max_age');
