import { tellFreezeStory } from '../testing/freeze-age';
import rule from './xid-age';

tellFreezeStory(rule, 'xidAge', 13);
