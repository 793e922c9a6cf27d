import Foundation
import Glibc

/// Bold, dim and coloured text, where the output shows it; else the text as it is.
public struct Style: Sendable {
    public let isEnabled: Bool

    public init(isEnabled: Bool) { self.isEnabled = isEnabled }

    /// Enabled if `descriptor` is a terminal, `TERM` is not `dumb` and `NO_COLOR` is not set.
    public init(descriptor: Int32 = 1, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let dumb = ["", "dumb"].contains(environment["TERM"] ?? "")
        isEnabled = isatty(descriptor) == 1 && !dumb && (environment["NO_COLOR"] ?? "").isEmpty
    }

    public enum Colour: Int, Sendable {
        case red = 31, green, yellow, blue, magenta, cyan
    }

    public func bold(_ text: String) -> String { wrapped(text, 1, end: 22) }
    public func dim(_ text: String) -> String { wrapped(text, 2, end: 22) }
    public func coloured(_ text: String, _ colour: Colour) -> String { wrapped(text, colour.rawValue, end: 39) }

    private func wrapped(_ text: String, _ code: Int, end: Int) -> String {
        isEnabled && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[\(end)m" : text
    }
}
