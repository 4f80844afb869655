import { tellFreezeStory } from '../testing/freeze-age';
import rule from './multixact-age';

tellFreezeStory(rule, 'multixactAge', 18);
