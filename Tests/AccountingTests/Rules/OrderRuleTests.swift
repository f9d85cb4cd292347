import Accounting
import SimKernel
import Testing

/// Records first applied after a later one of their key.
@Suite("Order")
struct OrderRuleTests {
  /// The second half of eight records, then the first.
  func halvesSwapped(_ keys: LaneInfo.Keys) -> Story {
    Story(keys: keys, .write(8), .put(.byHand(4)), .read(4), .put(.byHand(0)), .read(4))
  }

  @Test func `records of one key applied late are each reordered`() {
    #expect(halvesSwapped(.inTurn(1)).reader.reorder.total == 4)
  }

  @Test func `records without a key have no order to break`() {
    #expect(halvesSwapped(.none).reader.reorder.total == 0)
  }

  @Test func `only a later record of the same key counts`() {
    // Keys 0 to 5 in turn: of the late ones, 0 and 1 come again as 6 and 7; 2 and 3 do not.
    #expect(halvesSwapped(.inTurn(6)).reader.reorder.total == 2)
  }

  @Test func `keys that are drawn are told apart by the draw`() {
    let draws = Draws(seed: Setting().seed)
    let keys = (0..<8).map {
      draws.bounded(.keyInSlot, entity: 0, UInt64($0), below: 5)
    }
    let late = (0..<4).count { keys[4...].contains(keys[$0]) }
    #expect(halvesSwapped(.drawn(5)).reader.reorder.total == Int64(late))
  }

  @Test func `applying again in order is no reorder`() {
    let story = Story(.write(8), .read(8), .put(.byHand(2)), .read(6))
    #expect(story.reader.reorder.total == 0)
    #expect(story.reader.dup.total == 6)
  }

  @Test func `a record between two that were applied is late to the second only`() {
    let story = Story(
      .write(3), .read(1), .put(.byHand(2)), .read(1), .put(.byHand(1)), .read(1))
    #expect(story.reader.reorder.total == 1)
  }

  @Test func `a key in two partitions was remapped`() {
    let story = Story(width: 2, .write(4), .write(4, place: 1), .read(4, of: 1), .read(4))
    #expect(counts(story.reader.reorder) == [Blame(.keyRemapped): 4])
  }

  @Test func `a tail that is copied after its successors lagged at the switch`() {
    let story = Story(
      .write(4), .write(2, on: 1), .move, .read(2, of: 1), .copy(4), .read(4, of: 1))
    #expect(counts(story.reader.reorder) == [Blame(.replicationLagAtSwitch): 4])
  }
}
