import Documents

/// A text in which `▸` marks the places where diagnostics must point.
///
/// The example is the specification: `{"a": 1, ▸"a": 2}` says that the second key is at fault. The
/// markers are taken out before the text is read.
struct MarkedText: ExpressibleByStringLiteral {
  let text: String
  /// Where the markers stood, in the order of the text.
  let places: [SourcePlace]

  var bytes: [UInt8] { Array(text.utf8) }

  init(_ marked: String) {
    var text = String.UnicodeScalarView()
    var places: [SourcePlace] = []
    var place = SourcePlace(line: 1, column: 1)
    for scalar in marked.unicodeScalars {
      if scalar == "▸" {
        places.append(place)
        continue
      }
      text.append(scalar)
      if scalar == "\n" {
        place = SourcePlace(line: place.line + 1, column: 1)
      } else {
        place.column += 1
      }
    }
    self.text = String(text)
    self.places = places
  }

  init(stringLiteral marked: String) { self.init(marked) }
}
