import { describeRaces } from '../_races.js';

describeRaces(600);
