import Histories
import Testing

/// Histories of one key, written as who did what.
private func history(_ operations: Operation...) -> History {
  var history = History()
  for operation in operations { history.add(operation) }
  return history
}

private func sends(_ process: Int64, _ records: (Int64?, Int64)...) -> Operation {
  Operation(by: process, .ok, .transaction(records.map { .send("x", .number($1), at: $0) }))
}

private func polls(
  _ process: Int64, _ kind: Operation.Kind = .ok, _ records: (Int64, Int64)...
) -> Operation {
  let reads = records.map { Read($0, .number($1)) }
  return Operation(by: process, kind, .transaction([.poll([Answer("x", reads)])]))
}

@Suite("A history of sends and polls")
struct HistoryTests {
  @Test func `shows no anomaly when everybody read everything once, in order`() {
    let all = history(sends(0, (0, 1), (1, 2)), polls(1, .ok, (0, 1)), polls(1, .ok, (1, 2)))
    let logs = History.Logs(all)
    #expect(logs.duplicates().isEmpty)
    #expect(logs.lostWrites().isEmpty)
    #expect(logs.neighbours(.polls, betweenOperationsOf: all).isEmpty)
    #expect(logs.repeatedReads(in: all) == 0)
    #expect(logs.unseen(in: all).last?.counts.map(\.count) == [0])
  }

  @Test func `counts a value that lies at two offsets once for each`() {
    let logs = History.Logs(history(sends(0, (0, 7)), polls(1, .ok, (0, 7), (4, 7))))
    #expect(logs.duplicates().map(\.offsets) == [[0, 4]])
  }

  @Test func `does not call lost what may still be met further on`() {
    // 1 was written at 0 and again at 5: readers are at 3.
    let logs = History.Logs(
      history(sends(0, (0, 1)), sends(0, (3, 2)), polls(1, .fail, (5, 1)), polls(2, .ok, (3, 2))))
    #expect(logs.lostWrites().isEmpty)
  }

  @Test func `compares polls by their offsets even where a value lies twice`() {
    let all = history(polls(1, .ok, (0, 1)), polls(1, .ok, (1, 2)), polls(1, .ok, (2, 1)))
    #expect(History.Logs(all).neighbours(.polls, betweenOperationsOf: all).isEmpty)
  }

  @Test func `forgets where a failed poll was`() {
    let all = history(
      sends(0, (0, 1), (1, 2), (2, 3)), polls(1, .ok, (0, 1)), polls(1, .fail, (1, 2)),
      polls(1, .ok, (1, 2)))
    #expect(History.Logs(all).neighbours(.polls, betweenOperationsOf: all).isEmpty)
  }

  @Test func `finds a ring of three writers`() {
    let all = history(
      Operation(
        by: 0, .ok, .transaction([.send("x", .number(1), at: 0), .send("z", .number(1), at: 1)])),
      Operation(
        by: 1, .ok, .transaction([.send("x", .number(2), at: 1), .send("y", .number(2), at: 0)])),
      Operation(
        by: 2, .ok, .transaction([.send("y", .number(3), at: 1), .send("z", .number(3), at: 0)])))
    #expect(
      History.Logs(all).rings(in: all) == [Ring(kind: .writes, operations: [0, 1, 2])])
  }

  @Test func `counts as late what is read for the first time behind a later record`() {
    let all = history(
      sends(0, (0, 1), (1, 2), (2, 3)), polls(1, .ok, (2, 3)), polls(1, .ok, (0, 1), (1, 2), (2, 3))
    )
    #expect(History.Logs(all).lateReads(in: all) == 2)
    #expect(History.Logs(all).repeatedReads(in: all) == 1)
  }
}
