"""Stands before aiodns under `stillweb run`: it would ask name servers in C, which no shim sees. aiohttp does without it."""
raise ImportError("stillweb run resolves no names; aiodns is left out")
