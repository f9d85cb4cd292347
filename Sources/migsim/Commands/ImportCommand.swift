import ClusterImport
import Documents

/// `migsim import`: a scenario out of what Kafka's own tools print.
enum ImportCommand: Command {
  static let name = "import"
  static let about = "Write a scenario from the output of Kafka's tools, and say what it proves."
  static let help = """
    migsim import --source FILE... --target FILE... --mirror FILE... [options]

    Reads what you can print today and writes a scenario that runs, on standard output.
    What the files prove by themselves is told as findings, what they leave open as
    assumptions, both on standard error; assumptions stand in the scenario as well.

      --source FILE...   of the cluster that is left: kafka-topics --describe,
                         kafka-consumer-groups --describe --all-groups,
                         kafka-get-offsets, kafka-configs --describe
      --target FILE...   the same of the cluster that is moved to
      --mirror FILE...   connect-mirror-maker.properties, and the records of the mirror
                         source's connector offsets topic (or its REST answer)
      --flow A->B        which flow, where the properties enable several
      --output FILE      write the scenario there instead
      --format FORMAT    of findings and assumptions: text (default) or json

    Which output a file holds is seen from its content; KIND=FILE says it: topics=a.txt.

    Example:
      migsim import --source s.topics.txt s.groups.txt s.offsets.txt \\
        --target t.groups.txt t.offsets.txt --mirror mm2.properties > plan.json

    Exit codes: 0 written · 65 a file is not what it should be · 74 not readable or writable.
    """

  static func run(_ words: [String]) async throws -> ExitCode {
    let request = try ImportRequest(words)
    guard !request.files.isEmpty else {
      throw Failure.usage("import needs files: migsim import --help shows which")
    }
    let files = try request.files.map { role, argument in
      let (kind, path) = ImportedFile.argument(argument)
      return ImportedFile(
        role, path: path, bytes: try Files.read(path, atMost: ImportedFile.sizeLimit), kind: kind)
    }
    let result = ClusterImport(files, flow: request.flow)
    tell(result, asJSON: request.isJSON)
    guard let scenario = result.scenario else { return .badScenario }
    let text = String(decoding: scenario, as: UTF8.self)
    if let output = request.output {
      try Files.replace(text, at: output)
    } else {
      Terminal.print(text)
    }
    return .pass
  }

  private static func tell(_ result: ClusterImport, asJSON: Bool) {
    if asJSON {
      Terminal.tell(
        CanonicalJSON.text(
          [
            "findings": JSONNode(result.findings.map(\.json)),
            "assumed": JSONNode(result.assumed.map { JSONNode($0) }),
            "ignored": JSONNode(result.ignored.map { JSONNode($0.description) }),
            "diagnostics": JSONNode(result.diagnostics.map(\.json)),
          ], layout: .compact))
      return
    }
    for diagnostic in result.diagnostics { Terminal.tell(diagnostic.description) }
    list("Found", result.findings.map(\.description))
    list("Passed over", result.ignored.map(\.description))
    list("Assumed", result.assumed)
  }

  private static func list(_ title: String, _ lines: [String]) {
    guard !lines.isEmpty else { return }
    Terminal.tell(title)
    for line in lines { Terminal.tell("  \(line)") }
  }
}

/// What the words after `import` ask for: an option takes every word up to the next option.
struct ImportRequest {
  var files: [(ImportedFile.Role, String)] = []
  var flow: String?
  var output: String?
  var isJSON = false

  init(_ words: [String]) throws {
    var role: ImportedFile.Role?
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "--source": role = .source
      case "--target": role = .target
      case "--mirror": role = .mirror
      case "--flow", "--output", "--format":
        guard let value = rest.popFirst(), !value.hasPrefix("--") else {
          throw Failure.usage("\(word) needs a value")
        }
        try take(value, for: word)
      default:
        guard !word.hasPrefix("--") else { throw Self.unknown(word) }
        guard let role else {
          throw Failure.usage("say whose file \(word) is: --source, --target or --mirror before it")
        }
        files.append((role, word))
      }
    }
  }

  private mutating func take(_ value: String, for option: String) throws {
    switch option {
    case "--flow": flow = value
    case "--output": output = value
    default:
      guard value == "text" || value == "json" else {
        throw Failure.usage("--format takes text or json, not \"\(value)\"")
      }
      isJSON = value == "json"
    }
  }

  private static func unknown(_ word: String) -> Failure {
    let known = ["--source", "--target", "--mirror", "--flow", "--output", "--format"]
    let nearest = Suggestion.nearest(to: word, among: known).map { "; did you mean \($0)?" } ?? ""
    return .usage("unknown option \(word)\(nearest) (migsim import --help tells them all)")
  }
}
