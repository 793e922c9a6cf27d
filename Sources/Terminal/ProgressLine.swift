import Foundation
import Glibc
import Synchronization

/// One line at the bottom of the terminal that says how far a statement is; gone when it ends.
///
/// Shown on a terminal only, after half a second, at most ten times a second, and never wider than the window.
/// May be updated from any thread.
public final class ProgressLine: Sendable {
    private struct State {
        var drawn: Double?
    }

    private let isShown: Bool
    private let now: @Sendable () -> Double
    private let window: @Sendable () -> TerminalWindow
    private let write: @Sendable (String) -> Void
    private let begin: Double
    private let state = Mutex(State())

    private static let patience = 0.5
    private static let interval = 0.1

    /// Begins to count the time.
    public convenience init(
        descriptor: Int32 = 2, environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        let dumb = ["", "dumb"].contains(environment["TERM"] ?? "")
        self.init(
            isShown: isatty(descriptor) == 1 && !dumb,
            now: { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 },
            window: { TerminalWindow.current(descriptor: descriptor, environment: environment) },
            write: { text in
                // A terminal that takes no more loses a progress line, nothing else.
                _ = text.utf8CString.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count - 1) }
            })
    }

    init(
        isShown: Bool, now: @escaping @Sendable () -> Double, window: @escaping @Sendable () -> TerminalWindow,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.isShown = isShown
        self.now = now
        self.window = window
        self.write = write
        begin = now()
    }

    deinit { erase() }

    /// Shows where things stand; without `fraction`, it is `done` of `total`.
    public func update(
        fraction: Double? = nil, done: Int? = nil, total: Int? = nil, unit: String = "", note: String = ""
    ) {
        guard isShown else { return }
        let time = now()
        state.withLock { state in
            guard time - begin >= Self.patience, time - (state.drawn ?? -.infinity) >= Self.interval else { return }
            state.drawn = time
            let line = Self.line(
                elapsed: time - begin, fraction: fraction, done: done, total: total, unit: unit, note: note)
            // The last cell stays free: some terminals wrap as soon as it is written.
            write("\r" + truncated(line, to: window().columns - 1) + "\u{1B}[K")
        }
    }

    /// Takes the line away, as before anything else is printed.
    public func erase() {
        state.withLock { state in
            guard state.drawn != nil else { return }
            state.drawn = nil
            write("\r\u{1B}[K")
        }
    }

    static func line(
        elapsed: Double, fraction: Double?, done: Int?, total: Int?, unit: String, note: String
    ) -> String {
        var share = fraction.flatMap { $0.isFinite ? min(max($0, 0), 1) : nil }
        if share == nil, let done, let total, total > 0 { share = min(max(Double(done) / Double(total), 0), 1) }
        var parts = note.isEmpty ? [] : [note]
        if let share { parts.append("\(Int(share * 100)) %") }
        // Before what a narrow window may cut off: how long it takes is what people look for.
        if let share, share > 0, share < 1 { parts.append("\(duration(elapsed * (1 - share) / share)) left") }
        if let done {
            let amount = total.map { "\(done)/\($0)" } ?? "\(done)"
            parts.append(unit.isEmpty ? amount : "\(amount) \(unit)")
            if done > 0, elapsed > 0 { parts.append("\(rate(Double(done) / elapsed)) \(unit.isEmpty ? "" : unit)/s") }
        }
        let text = parts.joined(separator: "  ")
        let visible = text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
        return String(visible)
    }

    /// Three digits are enough.
    private static func rate(_ value: Double) -> String {
        value >= 100 ? String(format: "%.0f", value) : String(format: value >= 10 ? "%.1f" : "%.2f", value)
    }

    /// Seconds as `12 s`, `3:05` or `1:02:03`.
    private static func duration(_ seconds: Double) -> String {
        guard seconds < 360_000 else { return "days" }
        let whole = Int(seconds.rounded(.up))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return String(format: "%d:%02d", whole / 60, whole % 60) }
        return String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
    }
}
