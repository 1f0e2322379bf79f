"""Hostile and broken files, built from scratch byte by byte, each with the outcome that it must have.

`files` builds them, `cases` is the table, `child` reads them in a process of bounded means, `requests` builds upload
requests that no browser would send. Nothing is stored: every file is made anew, the same every time.
"""
