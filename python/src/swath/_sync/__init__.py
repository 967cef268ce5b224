# Made from _async by hatch_build.py: change it there.
