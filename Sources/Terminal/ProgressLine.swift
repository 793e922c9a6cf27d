import Foundation
import Glibc
import Language
import Synchronization

/// One line at the bottom of the terminal that says how far a statement is; gone when it ends.
///
/// Shown on a terminal only, after half a second, at most ten times a second, and never wider than the window.
/// May be updated from any thread.
public final class ProgressLine: Sendable {
    private struct State {
        var drawn: Double?
        /// When the computation began that now goes on.
        var origin: Double
    }

    private let isShown: Bool
    private let now: @Sendable () -> Double
    private let window: @Sendable () -> TerminalWindow
    private let write: @Sendable (String) -> Void
    private let begin: Double
    private let state: Mutex<State>

    /// Cells at the end of the row that stay free: some terminals wrap as soon as the last is written, and a terminal
    /// shows a Control-C or two behind the line as `^C`.
    private static let free = 5
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
        state = Mutex(State(origin: begin))
    }

    deinit { erase() }

    /// Shows where things stand: `done` of `total`, so much of it `made` in so many `seconds`. Where nothing is said of
    /// that, the time left follows from when `done` was 0 last: several computations may follow one another.
    public func update(
        _ done: Int, of total: Int, _ unit: String = "", made: Int = 0, in seconds: Double = 0, note: String = ""
    ) {
        guard isShown else { return }
        let time = now()
        state.withLock { state in
            let share = total > 0 ? min(max(Double(done) / Double(total), 0), 1) : 0
            if done == 0 { state.origin = time }
            guard time - begin >= Self.patience, time - (state.drawn ?? -.infinity) >= Self.interval else { return }
            state.drawn = time
            let pace = made > 0 && seconds > 0 && seconds.isFinite ? Double(made) / seconds : nil
            let left = pace.map { Double(total - done) / $0 } ?? (time - state.origin) * (1 - share) / share
            let line = Self.line(
                left: left, share: share, pace: pace, done: done, total: total, unit: unit, note: note,
                columns: window().columns - Self.free)
            write("\r" + line + "\u{1B}[K")
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

    /// What people look for comes first, and what a narrow window has no room for last.
    static func line(
        left: Double, share: Double, pace: Double?, done: Int, total: Int, unit: String, note: String, columns: Int
    ) -> String {
        var parts: [String] = []
        if left.isFinite, share > 0, share < 1 { parts.append("\(duration(left)) left") }
        parts.append("\(Int(share * 100)) %")
        if let pace, pace.isFinite, !unit.isEmpty { parts.append("\(spelled(pace)) \(unit)/s") }
        if !note.isEmpty { parts.append(note) }
        let line = printable(parts.joined(separator: "  "))
        let whole = unit.isEmpty ? line : printable("\(line)  \(done)/\(total) \(unit)")
        return displayWidth(whole) <= columns ? whole : truncated(line, to: columns)
    }

    private static func printable(_ text: String) -> String {
        String(text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
    }

    /// Three digits are enough.
    private static func spelled(_ value: Double) -> String {
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
