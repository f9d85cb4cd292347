import Documents

extension Diagnostics {
  /// Reports something wrong with a file that makes its numbers doubtful.
  mutating func error(_ message: String, hint: String? = nil, at place: SourcePlace) {
    report(.rule(message, hint: hint), at: place)
  }

  /// Reports something worth knowing; the file is taken as it is.
  mutating func note(_ message: String, hint: String? = nil, at place: SourcePlace) {
    report(.rule(message, hint: hint), as: .note, at: place)
  }

  func place(_ place: SourcePlace) -> FilePlace { FilePlace(file, place) }
}
