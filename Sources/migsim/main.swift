storeBench()
