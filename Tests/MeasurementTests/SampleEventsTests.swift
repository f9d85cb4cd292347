import Measurement
import Testing

@Suite("Samples of one event")
struct SampleEventsTests {
  private func events(_ drawn: [String], shared: [String]? = nil) throws -> SampleEvents {
    let file = MeasuredText.file(
      metrics: MeasuredText.dup, samples: drawn.map { #"{"drawn": \#($0), "got": {"dup": 1}}"# })
    return SampleEvents(of: try #require(file.groups.first), shared: shared)
  }

  @Test func `have an instant in common`() throws {
    let events = try events([
      #"{"killed": 60.125}"#, #"{"killed": 75.5}"#, #"{"killed": 60.125}"#, #"{"killed": 75.5}"#,
    ])
    #expect(events.ofSample == [0, 1, 0, 1])
    #expect(events.count == 2)
  }

  @Test func `are not told by counts, which agree by chance`() throws {
    let events = try events([#"{"moved": 2}"#, #"{"moved": 2}"#])
    #expect(events.count == 2)
  }

  @Test func `are not told by lengths that almost every sample has for itself`() throws {
    let events = try events([
      #"{"start": 1.5}"#, #"{"start": 1.5}"#, #"{"start": 2.5}"#, #"{"start": 3.5}"#,
    ])
    #expect(events.count == 4)
  }

  @Test func `are those that the scenario says`() throws {
    let rounds = [#"{"round": 1}"#, #"{"round": 1}"#, #"{"round": 2}"#]
    #expect(try events(rounds, shared: ["round"]).count == 2)
    #expect(try events(rounds, shared: []).count == 1)
  }
}
