print("campc")
