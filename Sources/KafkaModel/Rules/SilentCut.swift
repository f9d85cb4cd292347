import SimKernel

/// A stretch of time during which all packets between two hosts vanished: when they talk again.
///
/// A request that was under way is sent again by TCP, after twice the time at each attempt; so a cut
/// of fifteen seconds may be felt for twenty-five. A client that gives the request up before that
/// closes the connection, and what it then waits for is the next attempt to open one.
///
/// - Source: RFC 6298 and Linux `tcp_timer.c` (200 ms at first, doubled up to two minutes; SYN again
///   after 1 s four times, then doubled: `net.ipv4.tcp_syn_linear_timeouts`); Kafka 4.1,
///   `ClusterConnectionStates` (`socket.connection.setup.timeout.ms` and its maximum, spread by a
///   fifth); measured: cuts of 15, 24, 45 and 55 s felt for 26.6, 27, 46 and 61 s (reality R31d).
package struct SilentCut: Equatable, Sendable, BitwiseCopyable {
  package var began: Instant
  package var healed: Instant

  package init(from began: Instant, to healed: Instant) {
    self.began = began
    self.healed = healed
  }

  /// How long a connection may take to open: at first, and at most.
  package static let setup = TimeAmount.seconds(10)
  package static let longestSetup = TimeAmount.seconds(30)

  /// Returns when a request that was sent as the cut began, or what follows it, gets through.
  ///
  /// - Parameters:
  ///   - timeout: When the sender gives a request up and closes the connection.
  ///   - spread: For each attempt to open one, a number from −200 to 200: thousandths of its time.
  package func isOver(giveUpAfter timeout: TimeAmount, spread: (Int) -> Int64) -> Instant {
    let closes = began + timeout
    if let again = resent(before: closes) { return again }
    if closes >= healed { return closes }
    var start = closes
    var attempt = 0
    while true {
      let nominal = min(Self.setup * (1 << Int64(min(attempt, 4))), Self.longestSetup)
      let length = TimeAmount(nanoseconds: nominal.nanoseconds / 1000 * (1000 + spread(attempt)))
      if let opens = opened(from: start, before: start + length) { return opens }
      start = start + length + min(.milliseconds(50 << Int64(min(attempt, 5))), .seconds(1))
      attempt += 1
    }
  }

  /// The first time after the cut at which TCP sends again what it has no answer to.
  private func resent(before end: Instant) -> Instant? {
    var pause = TimeAmount.milliseconds(200)
    var at = began + pause
    while at < healed {
      pause = min(pause * 2, .seconds(120))
      at = at + pause
    }
    return at < end ? at : nil
  }

  /// The first time after the cut at which TCP asks for a connection.
  private func opened(from start: Instant, before end: Instant) -> Instant? {
    var pause = TimeAmount.seconds(1)
    var at = start
    var asked = 0
    while at < healed {
      if asked > 4 { pause = min(pause * 2, .seconds(120)) }
      at = at + pause
      asked += 1
    }
    return at < end ? at : nil
  }
}
