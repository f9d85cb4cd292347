import Documents

/// What is wrong with an Avro schema, and where.
package struct SchemaProblem: Error, Equatable, CustomStringConvertible {
  package let place: SourcePlace
  package let description: String

  init(_ description: String, at place: SourcePlace) {
    self.description = description
    self.place = place
  }
}
