import Tensors

/// The sum of the gradients of a batch's shards, ((0 + 1) + (2 + 3)) + ..., in the memory of a few of them.
///
/// Shards come in groups of a power of two. What a group comes to is a subtree; two subtrees of as many groups become one
/// as soon as both are there, and at the end those that are left are added from the last to the first. Each of these is
/// an addition of the whole tree, so that the sum has the same bits however large the groups are.
struct GradientTree {
    private let pieces: [Piece]
    private let count: Int
    /// Where the shards of the group under way leave their gradients.
    private var shards: [Scratch] = []
    /// What came of the groups before, and how many groups each is of; at the end the sum of all.
    private var subtrees: [(groups: Int, sum: Scratch)] = []
    private var spare: [Scratch] = []

    /// Pieces are of all parameters.
    init(_ pieces: [Piece]) {
        self.pieces = pieces
        count = pieces.last?.range.upperBound ?? 0
    }

    /// The most gradients that lie in memory at once.
    static func gradients(shards: Int, group: Int) -> Int {
        let groups = (shards + group - 1) / group
        // A subtree for each digit of the number of groups before the last.
        return min(shards, group) + Int.bitWidth - (groups - 1).leadingZeroBitCount
    }

    var sum: Memory { subtrees[0].sum.start }
    /// As many as lie in memory.
    var gradients: Int { shards.count + subtrees.count + spare.count }

    /// Forgets the last sum, or what there was of one.
    mutating func begin() {
        spare += subtrees.map(\.sum)
        subtrees = []
    }

    /// Where so many shards, the next group, leave their gradients.
    mutating func places(for group: Int) -> [Memory] {
        while shards.count < group { shards.append(spare.popLast() ?? Scratch(count)) }
        return shards.prefix(group).map(\.start)
    }

    /// Adds a group whose gradients are there; all groups but the last have the same size.
    ///
    /// - Returns: after the last group the sums of squares of all pieces.
    mutating func add(group: Int, isLast: Bool, _ parallel: Parallel) throws -> [Double]? {
        var additions: [(from: Memory, to: Memory)] = []
        var distance = 1
        while distance < group {
            for shard in stride(from: 0, to: group - distance, by: 2 * distance) {
                additions.append((shards[shard + distance].start, shards[shard].start))
            }
            distance *= 2
        }
        var (groups, sum) = (1, shards.removeFirst())
        while let former = subtrees.last, isLast || former.groups == groups {
            additions.append((sum.start, former.sum.start))
            spare.append(sum)
            (groups, sum) = (former.groups + groups, former.sum)
            subtrees.removeLast()
        }
        subtrees.append((groups, sum))
        // Neither interrupted nor reported: short, and whole or not at all.
        let squares = try parallel.unbroken.map(pieces.count) { number in
            let (start, count) = (pieces[number].range.lowerBound, pieces[number].range.count)
            for (from, to) in additions { Kernels.add(from + start, count: count, to: to + start) }
            return isLast ? Kernels.squares(sum.start + start, count: count) : 0
        }
        return isLast ? squares : nil
    }
}
