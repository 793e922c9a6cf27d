import Synchronization

/// How far a computation is.
public struct Status: Sendable, Equatable {
    /// Where it stands, in words: `epoch 3/25  loss 0.412`.
    public var note: String
    /// What `total` counts: `examples`; empty where that would tell nobody anything.
    public var unit: String
    /// So much of `total` is done, and that includes what was kept of an earlier run.
    public var done: Int
    public var total: Int
    /// How much of `done` came about in `seconds`: the rate, and so the time left; none where that is not known.
    public var made: Int
    public var seconds: Double

    public init(note: String = "", unit: String = "", done: Int, total: Int, made: Int = 0, seconds: Double = 0) {
        self.note = note
        self.unit = unit
        self.done = done
        self.total = total
        self.made = made
        self.seconds = seconds
    }
}

/// Several computations, one after the other, that are spoken of as one.
///
/// How long one is, is known when it has begun: those that have not are taken to be as long as the one at work.
public final class StatusTally: Sendable {
    private struct State {
        /// Parts that take no time, for the session has them.
        var kept: Int
        var over = (parts: 0, total: 0, made: 0, seconds: 0.0)
        /// The last that the part at work said.
        var current: Status?
        /// How far the whole is, as far as that is known.
        var whole: Status?
    }

    private let parts: Int
    private let state: Mutex<State>

    /// - kept: how many of the parts the session has already.
    public init(parts: Int, kept: Int) {
        self.parts = parts
        state = Mutex(State(kept: kept))
    }

    /// What the part at work says of itself, as a word about the whole.
    func whole(_ part: Status) -> Status {
        state.withLock { state in
            state.current = part
            let (over, kept) = (state.over, state.kept * part.total)
            var whole = part
            whole.done = over.total + kept + part.done
            whole.total = over.total + kept + max(parts - over.parts - state.kept, 1) * part.total
            whole.made = over.made + part.made
            whole.seconds = over.seconds + part.seconds
            state.whole = whole
            return whole
        }
    }

    /// The part at work passes over its clips. It may do so several times, so that this does not say how far the whole is:
    /// that stays what it was, and is the pass where nothing is known of it.
    func pass(begun: Int, of total: Int) -> Status {
        var known = state.withLock { $0.whole } ?? Status(done: begun, total: total)
        known.note = ""
        return known
    }

    /// The part at work is over; one that said nothing took no time.
    public func next() {
        state.withLock { state in
            guard let part = state.current else {
                state.kept += 1
                return
            }
            state.current = nil
            state.over.parts += 1
            state.over.total += part.total
            state.over.made += part.made
            state.over.seconds += part.seconds
            state.whole?.done = state.over.total + state.kept * part.total
        }
    }
}
