extension TimeAmount {
  /// Reads a length of time as people write it: `30s`, `250ms`, `1.5h`.
  ///
  /// ```swift
  /// TimeAmount(parsing: "1.5s")  // 1500ms
  /// TimeAmount(parsing: "1m30s") // nil: one number, one unit
  /// TimeAmount(parsing: "1.5ns") // nil: not a whole number of nanoseconds
  /// ```
  ///
  /// Units are `d`, `h`, `m`, `s`, `ms`, `us` and `ns`, without a space before them. What is written
  /// is a length, so it has no sign. Nil also for lengths beyond 292 years.
  public init?(parsing text: String) {
    let number = text.prefix { !$0.isLetter }
    let suffix = text[number.endIndex...]
    guard let unit = Self.units.first(where: { $0.suffix == suffix }),
      let amount = Decimal(parsing: number)?.scaled(by: UInt64(unit.nanoseconds)),
      let nanoseconds = Int64(exactly: amount)
    else { return nil }
    self.init(nanoseconds: nanoseconds)
  }
}
