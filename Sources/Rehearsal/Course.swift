import Accounting
import MigrationModel
import SimKernel

/// A copy of the world that is to go back after a step.
struct Fork: Sendable {
  let world: World
  /// After which step; nil before the first one.
  let step: StepID?
}

/// What following a plan to its end comes to, with the branches that it asked for by their places.
struct Course {
  struct Point {
    let step: StepID
    let authority: Authority
    let early: Int
    let late: Int
    let usage: UsageSpan
  }

  struct Sample {
    let at: Instant
    /// None where nothing had begun that could be taken back.
    let branch: Int?
  }

  var world: World
  var points: [Point] = []
  var samples: [Sample] = []
  var end = PlanEnd.done
  /// What the plan used from its first step on.
  var usage: UsageSpan?
  /// The way forward; nil where a gate sent the plan back.
  var forward: BranchOutcome?
  /// The branch that stands for it then.
  var back = 0

  init(_ world: World) { self.world = world }
}
