import KafkaModel
import MigrationModel
import Testing

/// Defaults are stated where links take them from, and listed with the class that states them.
@Suite("Mirror defaults")
struct MirrorDefaultsTests {
  @Test(arguments: MirrorDefaults.all)
  func `the one listed is the one simulated`(listed: MirrorDefaults.Default) {
    let settings = MirrorSettings(defaultsOf: .newest)
    switch MirrorSettings.modelled.first(where: { $0.name == listed.key })?.target {
    case .word(let path, _)?, .text(let path)?:
      // The policy's class goes by its last name.
      guard case .text(let text) = listed.value else { return #expect(Bool(false)) }
      #expect(text.hasSuffix(settings[keyPath: path]))
    default:
      #expect(MirrorDefaults.value(of: listed.key) == listed.value)
    }
  }

  @Test func `a setting that nobody knows has no default`() {
    #expect(MirrorDefaults.value(of: "offset.lag.min") == nil)
  }
}
