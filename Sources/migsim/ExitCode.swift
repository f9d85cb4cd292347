import Rehearsal

/// What the process says to the one that called it. Numbers above 63 are those of `sysexits.h`.
enum ExitCode: Int32 {
  case pass = 0
  case violated = 1
  case inconclusive = 2
  case unsettled = 3
  case nondeterministic = 4
  case usage = 64
  case badScenario = 65
  case internalError = 70
  case inputOutput = 74

  init(_ verdict: Verdict) {
    self =
      switch verdict {
      case .pass: .pass
      case .violated: .violated
      case .inconclusive: .inconclusive
      case .unsettled: .unsettled
      }
  }

  /// The code for several runs: what keeps a run from being done outranks what it found.
  static func worst(_ codes: [ExitCode]) -> ExitCode {
    let order: [ExitCode] = [
      .internalError, .inputOutput, .usage, .badScenario, .nondeterministic, .unsettled, .violated,
      .inconclusive, .pass,
    ]
    return order.first { codes.contains($0) } ?? .pass
  }
}

/// Why a command cannot go on: what to tell, and how to leave.
struct Failure: Error {
  var code: ExitCode
  var message: String

  static func usage(_ message: String) -> Failure { Failure(code: .usage, message: message) }
}
