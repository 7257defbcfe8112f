def calendar(): return None
