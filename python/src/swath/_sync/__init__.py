# Made by scripts/generate.py: change what it is made from.
