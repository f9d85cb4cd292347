/// Worlds in which a promise is broken, which is known and not mended yet. Whoever mends one takes it off
/// the list, as the suite then asks; none is ever added to make a change pass.
///
/// Nearly all have groups that write what they make of what they read, under several faults at once.
enum KnownBreaks {
  static let worlds: [Promise: Set<UInt64>] = [
    .oneOwner: [14_554],
    .commitsBehind: [
      2492, 2615, 2846, 3058, 4032, 7356, 8222, 9609, 10_157, 11_178, 12_619, 15_784,
    ],
    .countsAsWritten: [
      1275, 5015, 5207, 8740, 9223, 9984, 10_067, 10_945, 11_207, 11_922, 18_733, 19_356, 19_594,
    ],
    .committedAtomic: [13_247],
    .processedOnce: [
      99, 1647, 3098, 3789, 6472, 7005, 9287, 9365, 10_185, 12_189, 12_916, 13_041, 13_247, 13_385,
      14_019, 14_120, 16_045, 18_496, 18_862,
    ],
  ]
}
