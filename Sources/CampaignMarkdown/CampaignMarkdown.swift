// Written by its first subject.
