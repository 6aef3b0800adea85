"""Tests of the template generator."""
