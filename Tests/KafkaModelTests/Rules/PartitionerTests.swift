import KafkaModel
import Testing

@Suite("Partitioner")
struct PartitionerTests {
  @Test(
    "hashes keys as Kafka's own tests have it",
    arguments: [
      ("21", -973_932_308), ("foobar", -790_332_482), ("", 275_646_681), ("abc", 479_470_107),
      ("a-little-bit-long-string", -985_981_536), ("a-little-bit-longer-string", -1_486_304_829),
      ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
    ] as [(String, Int32)])
  func hashes(key: String, hash: Int32) {
    #expect(Murmur2.hash(key) == hash)
  }

  @Test(
    "clears the sign of a hash rather than negate it",
    arguments: [(-1, .max), (Int32.min, 0), (5, 5), (-973_932_308, 1_173_551_340)]
      as [(Int32, Int32)])
  func clearsTheSign(hash: Int32, positive: Int32) {
    #expect(Murmur2.toPositive(hash) == positive)
  }

  @Test("sums bytes as zip does", arguments: [("", 0), ("123456789", 0xcbf4_3926)])
  func sums(text: String, checksum: UInt32) {
    #expect(CRC32.checksum(Array(text.utf8)) == checksum)
  }

  @Test(
    "takes the hash modulo all partitions",
    arguments: [
      (Partitioner.murmur2, "hejsan", 17, 5), (.murmur2, "", 17, 11), (.murmur2, "foobar", 50, 16),
      (.crc32, "", 17, 0), (.sticky, "hejsan", 17, nil), (.roundRobin, "hejsan", 17, nil),
    ] as [(Partitioner, String, Int32, Int32?)])
  func findsPartitions(by partitioner: Partitioner, key: String, count: Int32, expected: Int32?) {
    #expect(partitioner.partition(ofKey: Array(key.utf8), among: count) == expected)
  }

  @Test func `a sticky choice avoids partitions without a leader while another has one`() {
    for random in 0..<UInt32(50) {
      var chooser = StickyChooser()
      #expect(chooser.partition(hasLeader: [true, false, true], random: random) != 1)
    }
    var chooser = StickyChooser()
    #expect(chooser.partition(hasLeader: [false, false], random: 3) == 1)
  }

  @Test func `a sticky choice holds until enough bytes were produced`() {
    var chooser = StickyChooser()
    let all = [true, true, true]
    #expect(chooser.partition(hasLeader: all, random: 1) == 1)
    #expect(chooser.produced(bytes: 2, stickyBytes: 3) == false)
    #expect(chooser.partition(hasLeader: all, random: 2) == 1)
    #expect(chooser.produced(bytes: 1, stickyBytes: 3) == true)
    #expect(chooser.partition(hasLeader: all, random: 2) == 2)
  }

  @Test func `a sticky choice waits for a full batch, but no longer than twice the bytes`() {
    var chooser = StickyChooser()
    _ = chooser.partition(hasLeader: [true], random: 0)
    #expect(chooser.produced(bytes: 5, stickyBytes: 3, batchIsFull: false) == false)
    #expect(chooser.produced(bytes: 1, stickyBytes: 3, batchIsFull: false) == true)
  }

  @Test func `round robin takes the led partitions in turn`() {
    var chooser = RoundRobinChooser()
    let chosen = (0..<5).map { _ in chooser.next(hasLeader: [true, false, true, true]) }
    #expect(chosen == [0, 2, 3, 0, 2])
  }
}
