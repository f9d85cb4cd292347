/// Stops the process with a message unless a condition holds, in every build mode.
///
/// `assert` vanishes from release builds and `precondition` loses its message there. A simulator
/// that goes on after a broken rule tells lies, and one that stops without saying why cannot be
/// repaired, so checks that guard results are written with this function.
///
/// ```swift
/// invariant(end >= start, "log of \(partition) ends at \(end), before its start \(start)")
/// ```
///
/// The message is only built when the condition is false.
@inlinable @inline(__always)
public func invariant(
  _ condition: @autoclosure () -> Bool,
  _ message: @autoclosure () -> String,
  file: StaticString = #fileID,
  line: UInt = #line
) {
  if !condition() { impossible(message(), file: file, line: line) }
}

/// Stops the process with a message: for places that correct code never reaches.
@inline(never)
public func impossible(
  _ message: String,
  file: StaticString = #fileID,
  line: UInt = #line
) -> Never {
  fatalError(message, file: file, line: line)
}
