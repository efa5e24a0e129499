"""Which missing persons remains could be of, and which remains could be of a missing person, with every reason said.

A list to begin with, never a finding: a person decides, and DNA, teeth or fingerprints identify.
"""
