import Conformance
import Foundation
import Testing

/// Every file of cases beside this one is put to the model; a case that is not modelled is skipped.
@Suite("Conformance to Kafka")
struct ConformanceTests {
  @Test(
    "every case of a modelled category is answered as Kafka does",
    arguments: [
      ("mm2_offset_translation", 31), ("mm2_sync_emission", 19), ("mm2_checkpoints", 35),
      ("key_partitioning", 27), ("idempotent_producer", 16), ("leader_epoch", 28),
      ("retention", 17), ("replication", 27), ("consumer_position", 32),
      ("avro_reader_writer", 83), ("registry_modes", 17), ("queue_anomalies", 29),
    ])
  func answers(category: String, count: Int) throws {
    let results = try Self.file(category).run()
    #expect(results.count == count)
    for result in results {
      guard case .answered = result.outcome else {
        Issue.record("\(result.line)")
        continue
      }
      #expect(result.isOK, "\(result.line)")
    }
  }

  @Test func `a category that is not modelled is skipped with a reason`() throws {
    let text = #"{"category": "tea", "cases": [{"id": "x"}]}"#
    let result = try #require(ConformanceFile(parsing: Array(text.utf8)).run().first)
    #expect(result.line.contains(#"category \"tea\" is not modelled"#))
  }

  static func file(_ category: String) throws -> ConformanceFile {
    let url = try #require(
      Bundle.module.url(forResource: category, withExtension: "json", subdirectory: "Cases"))
    return try ConformanceFile(parsing: Array(Data(contentsOf: url)))
  }
}

@Suite("Conformance cases that are wrong")
struct BadCaseTests {
  func results(_ category: String, _ cases: String) throws -> [CaseResult] {
    let text = #"{"category": "\#(category)", "cases": [\#(cases)]}"#
    return try ConformanceFile(parsing: Array(text.utf8)).run()
  }

  @Test(
    "are reported, not trapped on",
    arguments: [
      ("retention", #"{"id": "x"}"#),
      ("retention", #"{"hw": 9223372036854775807, "segments": []}"#),
      (
        "retention", #"{"hw": 1, "segments": [{"base": 5, "records": -1, "size": 1, "newest": 0}]}"#
      ),
      (
        "leader_epoch",
        #"{"kind": "end", "ops": [{"op": "end_of", "epoch": 99999999999, "leo": 0}]}"#
      ),
      ("leader_epoch", #"{"kind": "end", "ops": [{"op": "dance"}]}"#),
      ("leader_epoch", #"{"kind": "end", "ops": 7}"#),
      ("idempotent_producer", #"{"ops": [{"op": "append", "pid": 1, "epoch": -1, "seq": 0}]}"#),
      ("key_partitioning", #"{"kind": "partition", "key": "a", "partitions": 0}"#),
      ("key_partitioning", #"{"kind": "murmur2", "key_hex": "0"}"#),
      ("mm2_offset_translation", #"{"steps": [{"op": "sync", "up": -5, "down": 0}]}"#),
      ("mm2_sync_emission", #"{"kind": "emit", "lag": -1, "steps": []}"#),
      ("mm2_checkpoints", #"{"kind": "naming", "policy": "default", "partition": "topic"}"#),
      ("mm2_checkpoints", "[]"), ("mm2_checkpoints", "null"),
    ])
  func areReported(category: String, text: String) throws {
    let result = try #require(results(category, text).first)
    guard case .unreadable(let problem) = result.outcome else {
      Issue.record("\(result.line)")
      return
    }
    #expect(!problem.isEmpty)
    #expect(!result.isOK)
  }

  @Test func `with another expectation are not ok, and say what was got`() throws {
    let text = #"{"id": "k", "kind": "murmur2", "key": "21", "murmur2": 5}"#
    let result = try #require(results("key_partitioning", text).first)
    #expect(!result.isOK)
    #expect(result.line == #"{"id":"k","kind":"murmur2","got":-973932308,"ok":false}"#)
  }

  @Test func `of an unknown kind are skipped`() throws {
    let text = #"{"id": "k", "kind": "rendezvous"}"#
    let result = try #require(results("key_partitioning", text).first)
    #expect(
      result.line
        == #"{"id":"k","kind":"rendezvous","skipped":"kind \"rendezvous\" is not modelled"}"#)
  }

  @Test(
    "in a file that is none are refused",
    arguments: ["", "[]", #"{"category": "retention"}"#, #"{"cases": []}"#, "{"])
  func areRefused(text: String) {
    #expect(throws: CaseProblem.self) { try ConformanceFile(parsing: Array(text.utf8)) }
  }

  @Test func `are counted in the summary`() throws {
    let text = #"{"category": "retention", "cases": [{"id": "x"}]}"#
    let file = try ConformanceFile(parsing: Array(text.utf8))
    #expect(
      file.summary(of: file.run())
        == #"{"category":"retention","cases":1,"ok":0,"failed":1,"skipped":0}"#)
  }
}
