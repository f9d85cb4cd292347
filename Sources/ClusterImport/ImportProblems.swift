import Documents

/// What is wrong with the files, each with its own report, in the order in which they were given.
struct ImportProblems {
  private(set) var reports: [Diagnostics]

  init(_ files: [ImportedFile]) { reports = files.map { Diagnostics(file: $0.path) } }

  /// The report of a file, by its place among the files.
  subscript(row: Int) -> Diagnostics {
    get { reports[row] }
    set { reports[row] = newValue }
  }

  mutating func error(_ message: String, hint: String? = nil, at place: FilePlace) {
    let row = reports.firstIndex { $0.file == place.file }
    guard let row else { return general(message, hint: hint) }
    reports[row].error(message, hint: hint, at: place.place)
  }

  /// Reports what no single line is to blame for.
  mutating func general(_ message: String, hint: String? = nil, file: String = "import") {
    var report = Diagnostics(file: file)
    report.error(message, hint: hint, at: SourcePlace(line: 1, column: 1))
    reports.append(report)
  }

  var hasErrors: Bool { reports.contains { $0.hasErrors } }
  var all: [Diagnostic] { reports.flatMap(\.all) }
}
