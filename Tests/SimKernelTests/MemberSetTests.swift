import SimKernel
import Testing

@Suite("Member set")
struct MemberSetTests {
  @Test func `holds indices and gives them back in order`() {
    var set: MemberSet = [63, 0, 7]
    #expect(Array(set) == [0, 7, 63])
    #expect(set.count == 3)
    #expect(set.min == 0)
    #expect(set.max == 63)
    #expect(set.insert(5).inserted)
    #expect(!set.insert(5).inserted)
    #expect(set.update(with: 5) == 5)
    #expect(set.remove(0) == 0)
    #expect(set.remove(0) == nil)
    #expect("\(set)" == "{5, 7, 63}")
  }

  @Test func `is empty without members`() {
    let set = MemberSet()
    #expect(set.isEmpty)
    #expect(set.min == nil)
    #expect(set.max == nil)
    #expect(Array(set).isEmpty)
    #expect("\(set)" == "{}")
  }

  @Test(arguments: [0, 1, 3, 63, 64])
  func `counts up to a number of members`(count: Int) {
    #expect(Array(MemberSet(first: count)) == Array(0..<count))
  }

  @Test func `agrees with a standard set on random operations`() {
    var random = Lehmer(seed: 1)
    for _ in 0..<200 {
      let (a, b) = (members(&random), members(&random))
      let (x, y) = (Set(a), Set(b))
      #expect(Set(a.union(b)) == x.union(y))
      #expect(Set(a.intersection(b)) == x.intersection(y))
      #expect(Set(a.symmetricDifference(b)) == x.symmetricDifference(y))
      #expect(Set(a.subtracting(b)) == x.subtracting(y))
      #expect(a.isSubset(of: b) == x.isSubset(of: y))
      #expect(a.isDisjoint(with: b) == x.isDisjoint(with: y))
      #expect((0..<64).allSatisfy { a.contains($0) == x.contains($0) })
    }
  }

  @Test func `has no member outside its range`() {
    let set = MemberSet(first: 64)
    #expect(!set.contains(64))
    #expect(!set.contains(-1))
  }

  @Test func `takes no index beyond 63`() async {
    await #expect(processExitsWith: .failure) {
      var set = MemberSet()
      set.insert(64)
    }
  }

  /// Sparse and dense sets, so that subsets happen.
  func members(_ random: inout Lehmer) -> MemberSet {
    let bits = random.next()
    return MemberSet(bits: random.below(2) == 0 ? bits : bits & random.next() & random.next() & 7)
  }
}
