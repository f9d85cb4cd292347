/// A file as far as it could be read, and everything there is to say about it.
package struct CheckedDocument: Sendable {
  /// What was read, right or wrong; `nil` if there is no value at all.
  package let root: JSONNode?
  /// The document, if nothing in it is wrong.
  package let value: CheckedValue?
  package var diagnostics: Diagnostics
  /// The defaults that stand for keys the file leaves out.
  package let assumptions: [ShapeChecker.Assumption]

  /// Reads and checks a file.
  ///
  /// - Parameter names: Names that exist without being declared in the file, by their kind.
  package init(
    _ bytes: [UInt8], file: String, as shape: ObjectShape,
    names: [(kind: NameKind, name: String)] = []
  ) {
    self.init(JSONScanner.scan(bytes), file: file, as: shape, names: names)
  }

  /// Checks what was read, or made from what was read.
  package init(
    _ scan: JSONScan, file: String, as shape: ObjectShape,
    names: [(kind: NameKind, name: String)] = []
  ) {
    var diagnostics = Diagnostics(file: file)
    var assumptions: [ShapeChecker.Assumption] = []
    if let root = scan.root {
      (diagnostics, assumptions) = ShapeChecker.check(
        root, against: shape, file: file, names: names)
    }
    diagnostics.report(scan.errors)
    root = scan.root
    self.value =
      diagnostics.hasErrors ? nil : scan.root.map { CheckedValue($0, as: .object(shape)) }
    self.diagnostics = diagnostics
    self.assumptions = assumptions
  }
}
