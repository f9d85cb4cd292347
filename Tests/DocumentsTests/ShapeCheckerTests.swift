import Documents
import SimKernel
import Testing

@Suite("Checking a document against its shape")
struct ShapeCheckerTests {
  /// A scenario with one group whose keys are given.
  func group(_ keys: String) -> String {
    """
    {"topics": {"orders": {"partitions": 1}}, "groups": {"billing": {\(keys)}},
     "plan": {"steps": [{"name": "move", "groups": ["billing"]}]}}
    """
  }

  func step(_ keys: String) -> String {
    """
    {"topics": {"orders": {"partitions": 1}}, "groups": {"billing": {"reads": "orders"}},
     "plan": {"steps": [{"name": "move", \(keys)}]}}
    """
  }

  func topic(_ keys: String) -> String {
    #"{"topics": {"orders": {"partitions": 1, \#(keys)}}, "#
      + #""plan": {"steps": [{"name": "move", "topics": ["orders"]}]}}"#
  }

  func fault(_ keys: String) -> String {
    topic(#""rate": "1/s""#).dropLast() + #", "faults": [\#(keys)]}"#
  }

  /// The one diagnostic, without file and place, which must be where the marker is.
  func message(_ marked: String, _ location: SourceLocation = #_sourceLocation) -> String {
    let marked = MarkedText(marked)
    let diagnostics = Toy.read(marked.text).diagnostics.all
    #expect(diagnostics.map(\.place) == marked.places, sourceLocation: location)
    return diagnostics.map { diagnostic in
      let path = diagnostic.path.steps.isEmpty ? "" : "\(diagnostic.path): "
      return "\(path)\(diagnostic.message)" + (diagnostic.hint.map { " | \($0)" } ?? "")
    }.joined(separator: "\n")
  }

  @Test func `a sound document has no errors, and notes what is not modelled`() {
    let document = Toy.read(Toy.sound)
    #expect(document.value != nil)
    #expect(
      document.diagnostics.all.map(\.description) == [
        """
        scenario.json:8:9: note: topics.orders.config["follower.replication.throttled.replicas"]: \
        the topic setting "follower.replication.throttled.replicas" is known and changes nothing \
        in the model
        """
      ])
  }

  @Test func `a bare number where a unit is needed says what to write`() {
    #expect(
      message(group(#""reads": "orders", "every": ▸250"#)) == """
        groups.billing.every: expected a duration such as "250ms", found the number 250 \
        | write "250ms" if you meant milliseconds
        """)
    #expect(
      message(topic(#""rate": ▸2000"#)) == """
        topics.orders.rate: expected a rate such as "2000/s", found the number 2000 \
        | write "2000/s" if you meant records per second
        """)
    #expect(
      message(topic(#""quota": ▸"10""#)) == """
        topics.orders.quota: "10" is not a bandwidth: the unit is missing \
        | write "10B/s" if you meant bytes per second
        """)
    #expect(
      message(group(#""reads": "orders", "share": ▸0.5"#)) == """
        groups.billing.share: expected a ratio such as "3/100", found the number 0.5 \
        | write "0.5", or "0.5%" if you meant percent
        """)
    #expect(
      message(fault(#"{"kind": "crash", "broker": 0, "at": ▸5}"#)) == """
        faults[0].at: expected a time such as "10m" or "move-billing+20s", found the number 5 \
        | write "5s" if you meant seconds after the start
        """)
  }

  @Test func `an unknown key is named with its nearest`() {
    #expect(
      message(group(#""reads": "orders", ▸"evry": "1s""#))
        == #"groups.billing: unknown key "evry" in a group; did you mean "every"?"#)
    #expect(
      message(group(#""reads": "orders", ▸"colour": "red""#)) == """
        groups.billing: unknown key "colour" in a group \
        | it takes reads, every, commits, share and speed
        """)
  }

  @Test func `what stands below a misspelled key is checked all the same`() {
    #expect(
      message(group(#"▸"read": "orders", ▸"evry": ▸"1 s""#)) == """
        groups.billing: unknown key "read" in a group; did you mean "reads"?
        groups.billing: unknown key "evry" in a group; did you mean "every"?
        groups.billing.evry: "1 s" is not a duration: it contains a blank | write "1s"
        """)
  }

  @Test func `a missing key is asked for where the object begins`() {
    #expect(
      message(#"{"topics": {"orders": ▸{}}, "plan": {"steps": [{"name": "a", "topics": []}]}}"#)
        == """
        topics.orders: a topic needs the key "partitions" | add "partitions": an integer from 1 to 1000
        """)
  }

  @Test func `a wrong type says what was found`() {
    #expect(
      message(group(#""reads": ▸{}"#)) == """
        groups.billing.reads: expected the name of a topic or a list, found an object
        """)
    #expect(
      message(group(#""reads": "orders", "commits": ▸"true""#)) == """
        groups.billing.commits: expected true or false, found the text "true" | take away the quotes
        """)
    #expect(
      message(group(#""reads": "orders", "commits": ▸null"#)) == """
        groups.billing.commits: expected true or false, found null \
        | leave the key out to take its default
        """)
    #expect(
      message(step(#""groups": ▸"billing""#)) == """
        plan.steps[0].groups: expected a list, found the text "billing" \
        | put it in brackets: ["billing"]
        """)
    #expect(
      message(#"{"topics": ▸[], "plan": ▸1}"#) == """
        topics: expected an object with names as keys, found a list
        plan: expected an object (a plan), found the number 1
        """)
    #expect(message("▸[]") == "expected an object (a scenario), found a list")
  }

  @Test(
    "an integer is spelled as one and within its range",
    arguments: [
      ("0", "0 is outside 1 to 1000"), ("-1", "-1 is outside 1 to 1000"),
      ("1001", "1001 is outside 1 to 1000"),
      (
        "123456789012345678901234567890",
        "123456789012345678901234567890 is outside 1 to 1000"
      ),
      ("1.0", "expected an integer from 1 to 1000, found the number 1.0 | write 1"),
      ("1e2", "expected an integer from 1 to 1000, found the number 1e2"),
      (
        "\"6\"",
        "expected an integer from 1 to 1000, found the text \"6\" | write 6 without quotes"
      ),
    ])
  func integers(spelling: String, says: String) {
    let text = topic("").replacingFirst("1, ", with: "▸\(spelling)")
    #expect(message(text) == "topics.orders.partitions: \(says)")
  }

  @Test func `bounds of amounts are kept`() {
    #expect(
      message(topic(#""rate": ▸"0/s""#))
        == #"topics.orders.rate: "0/s" is zero; this rate must be positive"#)
    #expect(
      message(group(#""reads": "orders", "share": ▸"101%", "speed": "101%""#))
        == #"groups.billing.share: "101%" is above 1"#)
  }

  @Test func `units are explained`() {
    #expect(
      message(step(#""groups": ["billing"], "wait": "1s", "max": ▸"30m1h""#)) == """
        plan.steps[0].max: "30m1h" is not a duration: \
        the unit "h" must stand before smaller ones, and once \
        | a number and a unit, such as "90m" or "1h30m"; units are d, h, m, s, ms, us and ns
        """)
    #expect(
      message(topic(#""recordSize": ▸"1KB""#)) == """
        topics.orders.recordSize: "1KB" is not a size: unknown unit "KB" \
        | write kB for 1000 bytes, or KiB for 1024
        """)
  }

  @Test func `a value of an enumeration is named with its nearest`() {
    #expect(
      message(step(#""groups": ["billing"], "onTimeout": ▸"rollback""#)) == """
        plan.steps[0].onTimeout: unknown value "rollback"; did you mean "roll-back"? \
        | it takes "hold" or "roll-back"
        """)
  }

  @Test func `a name must be declared somewhere in the file`() {
    #expect(
      message(step(#""groups": [▸"biling"]"#))
        == #"plan.steps[0].groups[0]: unknown group "biling"; did you mean "billing"?"#)
    #expect(
      message(step(#""groups": [▸"x"]"#))
        == #"plan.steps[0].groups[0]: unknown group "x" | declared groups: billing"#)
    #expect(
      message(#"{"topics": {}, "plan": {"steps": [{"name": "a", "topics": [▸"b"]}]}}"#)
        == #"plan.steps[0].topics[0]: unknown topic "b" | the file declares no topics"#)
    #expect(
      message(fault(#"{"kind": "crash", "broker": 0, "at": ▸"mvoe+5s"}"#))
        == #"faults[0].at: unknown step "mvoe"; did you mean "move"?"#)
    #expect(
      message(topic(#""rate": "1/s""#).dropLast() + #", "budgets": {▸"orders": "1s"}}"#)
        == #"budgets.orders: unknown group "orders" | the file declares no groups"#)
  }

  @Test func `a name is declared once, and is a name`() {
    #expect(
      message(step(#""groups": [], "rollback": [{"name": ▸"move", "topics": []}]"#))
        == #"plan.steps[0].rollback[0].name: a step called "move" stands at 2:30 already"#)
    #expect(
      message(step(#""groups": [], "rollback": [{"name": ▸"go back", "topics": []}]"#)) == """
        plan.steps[0].rollback[0].name: "go back" cannot be the name of a step \
        | begin with letters, then use letters, digits, ".", "_" and "-", 64 characters at most
        """)
    #expect(
      message(
        #"{"topics": {▸"..": {"partitions": 1}}, "plan": {"steps": [{"name": "a", "topics": []}]}}"#
      )
        == """
        topics[".."]: ".." cannot be the name of a topic \
        | use letters, digits, ".", "_" and "-", 249 characters at most; not "." or ".."
        """)
  }

  @Test func `a step may not be called like an offset, and a topic may`() {
    #expect(
      message(step(#""groups": [], "rollback": [{"name": ▸"retry-5s", "topics": []}]"#)) == """
        plan.steps[0].rollback[0].name: "retry-5s" cannot be the name of a step: as a time it \
        would be read as an offset | write "retry_5s", for example
        """)
    #expect(
      message(
        #"{"topics": {"retry-5s": {"partitions": 1}}, "plan": {"steps": [{"name": "a", "topics": []}]}}"#
      )
        == "")
  }

  @Test func `the kind of an object decides which keys it has`() {
    #expect(
      message(fault(#"▸{"at": "1m"}"#)) == """
        faults[0]: a fault needs the key "kind" | add "kind": "crash" or "slow"
        """)
    #expect(
      message(fault(#"{"kind": ▸"crush", "at": "1m"}"#)) == """
        faults[0].kind: unknown value "crush"; did you mean "crash"? | it takes "crash" or "slow"
        """)
    #expect(
      message(fault(#"{"kind": "slow", "at": "1m", "by": "1s", ▸"broker": 1}"#)) == """
        faults[0]: unknown key "broker" in a "slow" fault | it takes kind, at, for and by
        """)
    #expect(
      message(fault(#"{"kind": ▸1, "at": "1m"}"#))
        == #"faults[0].kind: expected "crash" or "slow", found the number 1"#)
  }

  @Test func `rules between keys are kept`() {
    #expect(
      message(
        #"{"topics": {}, "plan": {"steps": [▸{"name": "a"}, ▸{"name": "b", "groups": [], "topics": []}]}}"#
      ) == """
        plan.steps[0]: a step needs one of the keys "groups" and "topics"
        plan.steps[1]: only one of "groups" and "topics" can stand in a step
        """)
    #expect(
      message(#"{"topics": {}, "plan": {"steps": [▸{"name": "a", "topics": [], "wait": "1s"}]}}"#)
        == #"plan.steps[0]: the key "wait" needs "max" beside it"#)
  }

  @Test func `lists have their length, and no element twice where that is said`() {
    #expect(
      message(#"{"topics": {}, "plan": {"steps": ▸[]}}"#)
        == "plan.steps: expected 1 to 100 elements, found none")
    #expect(
      message(step(#""groups": ["billing", ▸"billing"]"#))
        == #"plan.steps[0].groups[1]: "billing" stands in this list before, at 2:49"#)
  }

  @Test func `a word or an amount: the message knows both`() {
    func until(_ value: String) -> String {
      #"{"topics": {}, "plan": {"until": \#(value), "steps": [{"name": "a", "topics": []}]}}"#
    }
    #expect(
      message(until(#"▸"nevr""#)) == """
        plan.until: unknown value "nevr"; did you mean "never"? \
        | it takes "never" or a duration such as "250ms"
        """)
    #expect(
      message(until(#"▸"5""#)) == """
        plan.until: "5" is not a duration: the unit is missing \
        | write "5ms" if you meant milliseconds
        """)
    #expect(
      message(until("▸5")) == """
        plan.until: expected "never" or a duration such as "250ms", found the number 5 \
        | write "5ms" if you meant milliseconds
        """)
    #expect(message(until(#""never""#)) == "")
  }

  @Test func `a value that varies is a set or a distribution of sound values`() {
    func every(_ value: String) -> String { group(#""reads": "orders", "every": \#(value)"#) }
    #expect(
      message(every(#"▸{"choose": [], "uniform": ["1s", "2s"]}"#).replacingFirst("[]", with: "▸[]"))
        == """
        groups.billing.every: only one of "choose" and "uniform" can stand in a value that varies
        groups.billing.every.choose: expected at least 1 element, found none
        """)
    #expect(
      message(every(#"{"uniform": [▸"60s", "1s"]}"#))
        == #"groups.billing.every.uniform: "60s" is above "1s"; the smaller one stands first"#)
    #expect(
      message(every(#"{"lognormal": {"median": ▸"2s", "p99": "1500ms"}}"#)) == """
        groups.billing.every.lognormal: "2s" is above "1500ms"; the smaller one stands first
        """)
    #expect(
      message(every(#"{"exponential": ▸"0s"}"#)) == """
        groups.billing.every.exponential: "0s" is zero; this duration must be positive
        """)
    #expect(
      message(every(#"▸{▸"normal": "1s"}"#)) == """
        groups.billing.every: a value that varies needs one of the keys "choose", "uniform", \
        "exponential" and "lognormal"
        groups.billing.every: unknown key "normal" in a value that varies \
        | it takes choose, uniform, exponential and lognormal
        """)
  }

  @Test func `Kafka's settings are taken as people paste them`() {
    func config(_ members: String) -> String { topic(#""config": {\#(members)}"#) }
    #expect(
      message(config(#"▸"min.insync.replica": 2"#)) == """
        topics.orders.config["min.insync.replica"]: unknown topic setting "min.insync.replica"; \
        did you mean "min.insync.replicas"?
        """)
    #expect(
      message(config(#""retention.ms": ▸"7d""#)) == """
        topics.orders.config["retention.ms"]: "retention.ms" takes an integer from -1 \
        (milliseconds), found the text "7d" | write 604800000
        """)
    #expect(
      message(config(#""cleanup.policy": ▸"compact, delete""#)) == """
        topics.orders.config["cleanup.policy"]: "cleanup.policy" takes "delete" or "compact", \
        several with commas between, found the text "compact, delete"
        """)
    #expect(
      message(config(#""unclean.leader.election.enable": ▸1"#)) == """
        topics.orders.config["unclean.leader.election.enable"]: \
        "unclean.leader.election.enable" takes true or false, found the number 1
        """)
    #expect(
      message(config(#"▸"segment.jitter.ms": 5, "retention.ms": ▸[]"#)) == """
        topics.orders.config["segment.jitter.ms"]: the topic setting "segment.jitter.ms" is known \
        and changes nothing in the model
        topics.orders.config["retention.ms"]: "retention.ms" takes an integer from -1 \
        (milliseconds), found a list
        """)
  }

  @Test func `settings that nobody reads are scalars all the same`() {
    #expect(
      message(topic(##""config": {"follower.limit": ▸[1]}"##)) == """
        topics.orders.config["follower.limit"]: "follower.limit" takes a text, found a list
        """)
  }

  @Test func `every mistake of a file comes at once, in the order of the text`() {
    let marked: MarkedText = """
      {
        ▸// Two topics.
        "topics": {
          "orders": {"partitions": ▸0, ▸"partitions": ▸"six"},
          "payments": ▸{"rate": ▸2000}
        },
        "groups": {"billing": {"reads": [▸"order", "payments"▸,]}},
        "plan": {"steps": [{▸"nam": "move", "groups": [▸"biling"]}]}
      }
      """
    let document = Toy.read(marked.text)
    #expect(document.value == nil)
    #expect(document.diagnostics.all.map(\.place) == marked.places)
  }

  @Test func `a text that is not JSON is reported as that, and no further`() {
    let document = Toy.read(#"{"topics": {"orders": {"partitions": 6}}, "plan": 30s}"#)
    #expect(
      document.diagnostics.text() == """
        scenario.json:1:51: error: 30s is not a JSON number: it goes on after the digits
          hint: write "30s" if it is a text with a unit
        scenario.json: 1 error

        """)
  }

  @Test func `of very many mistakes the first hundred are printed and the rest counted`() {
    let keys = (0..<30_000).map { "\"unknown\($0)\": 0" }.joined(separator: ",\n")
    let diagnostics = Toy.read("{\(keys)}").diagnostics
    let lines = diagnostics.text().split(separator: "\n")
    #expect(diagnostics.count == 30_002)
    #expect(lines.filter { $0.hasPrefix("scenario.json:") && $0.contains("error: ") }.count == 100)
    #expect(lines.suffix(2) == ["and 29902 more", "scenario.json: 30002 errors"])
  }

  @Test func `a file of very many names and mistakes gives suggestions while they last`() {
    let groups = (0..<500).map { #""group-\#($0)": {"reads": []}"# }.joined(separator: ", ")
    let wrong = (0..<120).map { #""gruop-\#($0)""# }.joined(separator: ", ")
    let text =
      #"{"topics": {}, "groups": {\#(groups)}, "#
      + #""plan": {"steps": [{"name": "a", "groups": [\#(wrong)]}]}}"#
    let unknown = Toy.read(text).diagnostics.all.filter { $0.message.hasPrefix("unknown group") }
    #expect(unknown.count == 120)
    #expect(unknown.first?.message.hasSuffix(#"did you mean "group-0"?"#) == true)
    #expect(unknown.last?.message.hasSuffix("?") == false)
  }

  @Test func `diagnostics are for machines too`() {
    let diagnostics = Toy.read(step(#""groups": ["biling"]"#)).diagnostics
    #expect(
      diagnostics.all.map { CanonicalJSON.text($0.json, layout: .compact) } == [
        #"{"severity":"error","file":"scenario.json","line":2,"column":49,"#
          + #""path":"plan.steps[0].groups[0]","#
          + #""message":"unknown group \"biling\"; did you mean \"billing\"?"}"#
      ])
  }

  @Test func `defaults that stand for missing keys are listed`() {
    let assumptions = Toy.read(step(#""groups": ["billing"]"#)).assumptions
    let texts = assumptions.map {
      "\($0.path) = \(CanonicalJSON.text($0.value, layout: .compact))"
    }
    #expect(
      texts == [
        #"topics.orders.rate = "100/s""#, #"topics.orders.recordSize = "1KiB""#,
        "topics.orders.config = {}", #"groups.billing.every = "500ms""#,
        "groups.billing.commits = true", #"groups.billing.share = "1""#,
        #"groups.billing.speed = "1""#, #"plan.steps[0].onTimeout = "hold""#,
        #"plan.until = "1h""#, "seed = 1", "faults = []",
      ])
  }
}

extension StringProtocol {
  /// Tests replace what stands once.
  func replacingFirst(_ text: String, with other: String) -> String {
    guard let range = self.firstRange(of: text) else { return String(self) }
    return self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}
