/// Fisher's linear discriminant: the directions along which classes lie far apart beside how far each is spread.
///
/// With n_c rows of class c, n in all, m_c and m their means, S_w = 1/n sum over c and x in c of (x - m_c)(x - m_c)^T and
/// S_b = 1/n sum over c of n_c (m_c - m)(m_c - m)^T; to S_w's diagonal is added `shrinkage` times its mean. Direction w and
/// ratio r solve S_b w = r S_w w, with w^T S_w w = 1, the largest ratio first (Fisher 1936, Rao 1948). With
/// S_w = L L^T they are those of the symmetric matrix L^-1 S_b L^-T.
public struct Discriminant: Sendable {
    /// Of all rows, one number for each feature.
    public let mean: [Double]
    /// (direction, feature)
    public let directions: [[Double]]
    /// How far apart classes lie along each direction, beside how far each is spread.
    public let ratios: [Double]

    /// Rows (row, feature) of each class, two or more, and how many directions: up to one fewer than classes, and up to as
    /// many as features. Throws `DiscriminantFault`, `LapackFault`, and what `poll` throws, which is asked between steps.
    public init(
        _ classes: [Tensor], dimensions: Int? = nil, shrinkage: Double = 1e-6, poll: () throws -> Void = Interrupt.check
    ) throws {
        let features = try Self.features(of: classes)
        let most = min(classes.count - 1, features)
        let dimensions = dimensions ?? most
        guard (1...most).contains(dimensions) else { throw DiscriminantFault.dimensions(dimensions, most: most) }
        let total = classes.reduce(0) { $0 + $1.shape[0] }
        let means = classes.map { rows in
            rows.withFloats { floats in
                (0..<features).map { feature in
                    stride(from: feature, to: floats.count, by: features).reduce(0) { $0 + Double(floats[$1]) }
                        / Double(rows.shape[0])
                }
            }
        }
        let mean = (0..<features).map { feature in
            zip(classes, means).reduce(0) { $0 + Double($1.0.shape[0]) * $1.1[feature] } / Double(total)
        }
        var within = [Double](repeating: 0, count: features * features)
        var between = within
        for (rows, own) in zip(classes, means) {
            try rows.withFloats { floats in
                for row in 0..<rows.shape[0] {
                    if row % 64 == 0 { try poll() }
                    Self.add((0..<features).map { Double(floats[row * features + $0]) - own[$0] }, 1 / Double(total), to: &within)
                }
            }
            Self.add(zip(own, mean).map { $0 - $1 }, Double(rows.shape[0]) / Double(total), to: &between)
        }
        let spread = (0..<features).reduce(0) { $0 + within[$1 * features + $1] } / Double(features)
        for i in 0..<features { within[i * features + i] += shrinkage * spread }
        guard let root = try SymmetricMatrix(within, size: features).root() else { throw DiscriminantFault.noSpread }
        try poll()
        let inner = try SymmetricMatrix(between, size: features).reduced(by: root)
        try poll()
        let eigen = try inner.eigen()
        self.mean = mean
        ratios = eigen.values.prefix(dimensions).map { max($0, 0) }
        directions = try root.solved(turned: Array(eigen.vectors.prefix(dimensions)))
    }

    /// Rows (row, feature) along the directions, (row, dimension): w^T (x - m).
    public func project(_ rows: Tensor) -> Tensor {
        let features = mean.count
        return Tensor(
            [rows.shape[0], directions.count], axes: [rows.axes[0], Axis("dimension", .linear(start: 1, step: 1))]
        ) { result in
            rows.withFloats { floats in
                for row in 0..<rows.shape[0] {
                    for (dimension, direction) in directions.enumerated() {
                        var sum = 0.0
                        for feature in 0..<features {
                            sum += direction[feature] * (Double(floats[row * features + feature]) - mean[feature])
                        }
                        result[row * directions.count + dimension] = Float(sum)
                    }
                }
            }
        }
    }

    public init(mean: [Double], directions: [[Double]], ratios: [Double]) {
        precondition(directions.count == ratios.count && directions.allSatisfy { $0.count == mean.count })
        self.mean = mean
        self.directions = directions
        self.ratios = ratios
    }

    private static func features(of classes: [Tensor]) throws -> Int {
        guard classes.count > 1 else { throw DiscriminantFault.classes(classes.count) }
        for rows in classes where rows.rank != 2 || rows.count == 0 { throw DiscriminantFault.noRows(rows.shape) }
        let features = classes[0].shape[1]
        for rows in classes where rows.shape[1] != features { throw DiscriminantFault.differ(features, rows.shape[1]) }
        guard features <= 1024 else { throw DiscriminantFault.tooMany(features, most: 1024) }
        for rows in classes {
            guard rows.withFloats({ $0.allSatisfy(\.isFinite) }) else { throw DiscriminantFault.notFinite }
        }
        return features
    }

    /// Adds `weight` x x^T to a square matrix.
    private static func add(_ x: [Double], _ weight: Double, to matrix: inout [Double]) {
        matrix.withUnsafeMutableBufferPointer { matrix in
            for row in x.indices {
                let scaled = weight * x[row]
                for column in x.indices { matrix[row * x.count + column] += scaled * x[column] }
            }
        }
    }
}

/// Rows that have no discriminant.
public enum DiscriminantFault: Fault, Equatable {
    case classes(Int)
    case noRows([Int])
    case differ(Int, Int)
    case tooMany(Int, most: Int)
    case notFinite
    case noSpread
    case dimensions(Int, most: Int)

    public var cause: String {
        switch self {
        case .classes(let count): "a discriminant tells classes apart, and there \(count == 1 ? "is 1" : "are \(count)")"
        case .noRows(let shape): "a class has rows x features, and this one is \(shape.map(String.init).joined(separator: " x "))"
        case .differ(let one, let other): "all classes have the same features, and here are \(one) and \(other)"
        case .tooMany(let count, let most): "\(count) features are more than \(most)"
        case .notFinite: "a feature is infinite or no number"
        case .noSpread: "no class has any spread: all its rows are alike"
        case .dimensions(let asked, let most): "dimensions is \(asked) but must be 1 to \(most)"
        }
    }

    public var remedy: String? {
        switch self {
        case .classes: "a list of two or more, such as [a, b]"
        case .noRows, .differ, .notFinite: nil
        case .tooMany: "take fewer of them"
        case .noSpread: "take more rows"
        case .dimensions: "there are at most one fewer than classes, and as many as features"
        }
    }

    public var option: String? { if case .dimensions = self { "dimensions" } else { nil } }
}
