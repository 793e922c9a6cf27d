import Session

/// Cells that run in a row: what was looked at for one is not looked at again for each that follows.
///
/// Without it a chain of cells would take the square of its length: every cell would ask of all above it whether they are
/// fresh. It ends with the row; nothing of it is kept.
final class Sweep {
    /// How many steps' files a cell looks at again besides its own, where the page reads more files than so many. One that
    /// another program writes to meanwhile is found when its turn comes, and by the verb that reads it in any case.
    static let looks = 32

    /// By place, whether a step was fresh with all it is made from when it was asked.
    private var ready: [Bool] = []
    /// What that rests on: a session that has lost nothing since.
    private var ground: Ground?
    private var last = 0

    private struct Ground: Equatable {
        var generation: Int
        var losses: Int
    }

    /// Forgets what is no longer sure; throws `StoreFault`.
    func check(_ store: Store, firstChange: Int?) throws {
        let now = Ground(generation: try store.generation(), losses: store.losses)
        if now != ground { (ground, ready) = (now, []) }
        // Steps are made from steps above them.
        if let firstChange, firstChange < ready.count { ready.removeLast(ready.count - firstChange) }
    }

    func isReady(_ place: Int) -> Bool { place < ready.count && ready[place] }

    /// Notes that the step at `place` is fresh, and all that it is made from.
    func add(_ place: Int) {
        while ready.count <= place { ready.append(false) }
        ready[place] = true
    }

    /// The places whose turn it is, of `count`.
    func turn(among count: Int) -> [Int] {
        defer { last = (last + Self.looks) % max(count, 1) }
        return (0..<min(Self.looks, count)).map { (last + $0) % count }
    }
}
