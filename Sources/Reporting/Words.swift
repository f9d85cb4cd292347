import SimKernel

/// Numbers and amounts as people write them, the same on every machine.
package enum Words {
  /// 1,903
  package static func count(_ number: Int64) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return number < 0 ? "-" + text : text
  }

  /// "412 mails", "1 mail"
  package static func count(_ number: Int64, _ unit: String) -> String {
    let one = number == 1 && unit.hasSuffix("s") ? String(unit.dropLast()) : unit
    return "\(count(number)) \(one)"
  }

  /// "57 s", "4 min 30 s", "2 h 5 min", "120 ms"
  package static func amount(_ amount: TimeAmount) -> String {
    let milliseconds = amount.milliseconds
    if milliseconds < 1_000 { return "\(milliseconds) ms" }
    let seconds = milliseconds / 1_000
    if seconds < 60 {
      let tenths = milliseconds / 100 % 10
      return seconds < 10 && tenths > 0 ? "\(seconds).\(tenths) s" : "\(seconds) s"
    }
    if seconds < 3_600 { return join(seconds / 60, "min", seconds % 60, "s") }
    return join(seconds / 3_600, "h", seconds / 60 % 60, "min")
  }

  private static func join(_ a: Int64, _ first: String, _ b: Int64, _ second: String) -> String {
    b == 0 ? "\(a) \(first)" : "\(a) \(first) \(b) \(second)"
  }

  /// "a", "a and b", "a, b and c"
  /// "30.0 GB": with a digit after the point from a thousand bytes on.
  package static func bytes(_ bytes: Int128) -> String {
    let units = ["B", "kB", "MB", "GB", "TB", "PB"]
    var (unit, size) = (0, Int128(1))
    while bytes / size >= 1_000, unit + 1 < units.count { (unit, size) = (unit + 1, size * 1_000) }
    let tenths = bytes * 10 / size
    return unit == 0 ? "\(bytes) B" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }

  package static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// Breaks a line at blanks; what follows the first line is indented.
  package static func fold(_ line: String, width: Int, indent: String) -> [String] {
    guard line.count > width else { return [line] }
    let margin = String(line.prefix { $0 == " " })
    var lines: [String] = []
    var current = margin
    for word in line.split(separator: " ") {
      let isFirst = current.allSatisfy { $0 == " " }
      if !isFirst, current.count + 1 + word.count > width {
        lines.append(current)
        current = indent + word
      } else {
        current += isFirst ? word : " " + word
      }
    }
    return lines + [current]
  }

  package static func plural(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number) \(number == 1 ? one : many)"
  }
}

/// Tells moments of the run as times of day.
package struct DayClock: Sendable {
  /// The time of day at which the run begins, in seconds after midnight.
  let startsAt: Int64

  package init(startsAt: Int64?) { self.startsAt = startsAt ?? 0 }

  /// "14:03:20"; days after the first are counted: "02:00:00 (day 2)".
  package func text(_ instant: Instant) -> String {
    let seconds = startsAt + instant.nanoseconds / 1_000_000_000
    let day = seconds / 86_400
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time =
      "\(two(seconds / 3_600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    return day == 0 ? time : "\(time) (day \(day + 1))"
  }
}
