import Tensors
import Testing

/// Eigenvectors, and the directions that tell classes apart.
@Suite struct DiscriminantTests {
    @Test func eigenvaluesAreThoseOfAReference() throws {
        var matrix: [Double] = []
        for i in 0..<5 { for j in 0..<5 { matrix.append(Double((i * 3 + j * 3 + i * j) % 7 + (i == j ? 5 : 0))) } }
        let eigen = try SymmetricMatrix(matrix, size: 5).eigen()
        // numpy.linalg.eigh
        let expected: [Double] = [22.89620846, 10.72801906, 3.20203195, 1.5173011, -0.34356057]
        for (found, exact) in zip(eigen.values, expected) { #expect(abs(found - exact) < 1e-7) }
        for (value, vector) in zip(eigen.values, eigen.vectors) {
            #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
            for row in 0..<5 {
                let product = (0..<5).reduce(0) { $0 + matrix[row * 5 + $1] * vector[$1] }
                #expect(abs(product - value * vector[row]) < 1e-10)
            }
        }
    }

    @Test(arguments: [0, 1, 2, 40, 300]) func anySizeHasItsEigenvectors(size: Int) throws {
        let matrix = (0..<size * size).map { index -> Double in
            let (row, column) = (min(index / size, index % size), max(index / size, index % size))
            return Double((row * 31 + column * 17) % 23) - 11
        }
        let eigen = try SymmetricMatrix(matrix, size: size).eigen()
        #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 >= $1 })
        for (one, first) in eigen.vectors.enumerated() {
            for (other, second) in eigen.vectors.enumerated() {
                let product = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(product - (one == other ? 1 : 0)) < 1e-10)
            }
        }
        let trace = (0..<size).reduce(0) { $0 + matrix[$1 * size + $1] }
        #expect(abs(eigen.values.reduce(0, +) - trace) <= 1e-9 * Double(size * size))
    }

    @Test func aMatrixOfZerosHasZeros() throws {
        #expect(try SymmetricMatrix([0, 0, 0, 0], size: 2).eigen().values == [0, 0])
    }

    @Test func aRootsSquareIsTheMatrix() throws {
        #expect(try SymmetricMatrix([1, 2, 2, 1], size: 2).root() == nil)
        // L = [2 0; 3 1], and L^T x = [5, 2] has the solution [-0.5, 2].
        let root = try #require(try SymmetricMatrix([4, 6, 6, 10], size: 2).root())
        #expect(try root.solved(turned: [[5, 2], [2, 0]]) == [[-0.5, 2], [1, 0]])
        // L^-1 A L^-T of A = L L^T is the identity.
        let identity = try SymmetricMatrix([4, 6, 6, 10], size: 2).reduced(by: root).eigen().values
        for value in identity { #expect(abs(value - 1) < 1e-14) }
    }

    @Test func itStopsWhereItIsAskedTo() {
        struct Stop: Error {}
        var asked = 0
        #expect(throws: Stop.self) {
            try Discriminant([Self.rows(0, 200), Self.rows(1, 200)]) {
                asked += 1
                if asked == 5 { throw Stop() }
            }
        }
        #expect(asked == 5)
    }

    private static func rows(_ number: Int, _ count: Int) -> Tensor {
        Tensor([count, 4]) { floats in
            for i in 0..<count {
                for f in 0..<4 {
                    let part = Double((i * 7 + f * 13 + number * 5) % 17) / 17
                    floats[i * 4 + f] = Float(part + Double(number * (f + 1) % 3) * 0.4)
                }
            }
        }
    }

    @Test func directionsAreThoseOfAReference() throws {
        let classes = [Self.rows(0, 9), Self.rows(1, 12), Self.rows(2, 7)]
        let found = try Discriminant(classes, shrinkage: 0)
        // scipy.linalg.eigh(S_b, S_w)
        let ratios: [Double] = [11.0099501, 0.716425279]
        let directions: [[Double]] = [
            [-3.388927, -4.314493, -2.857209, -3.895785], [-1.142484, 2.297683, -0.021821, -1.419529],
        ]
        #expect(found.ratios.count == 2)
        for (one, other) in zip(found.ratios, ratios) { #expect(abs(one - other) < 1e-5 * other) }
        for (one, other) in zip(found.directions, directions) {
            let sign = zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } < 0 ? -1.0 : 1
            for (a, b) in zip(one, other) { #expect(abs(a - sign * b) < 1e-4) }
        }
        // Along each direction all rows together have the mean 0.
        let projected = classes.map { found.project($0).floats }
        #expect(abs(projected.joined().reduce(0, +)) < 1e-3)
    }

    @Test func classesApartAreToldApart() throws {
        let projection = try Discriminant([Self.rows(0, 30), Self.rows(1, 30)])
        let (one, other) = (projection.project(Self.rows(0, 30)).floats, projection.project(Self.rows(1, 30)).floats)
        #expect(one.max()! < other.min()! || other.max()! < one.min()!)
    }

    @Test func whatHasNoDiscriminantIsRefused() {
        let rows = Self.rows(0, 5)
        let same = Tensor([3, 4], Array(repeating: 1, count: 12))
        #expect(throws: DiscriminantFault.classes(1)) { try Discriminant([rows]) }
        #expect(throws: DiscriminantFault.noRows([0, 4])) { try Discriminant([rows, Tensor([0, 4], [])]) }
        #expect(throws: DiscriminantFault.noRows([3])) { try Discriminant([rows, Tensor([3], [1, 2, 3])]) }
        #expect(throws: DiscriminantFault.differ(4, 2)) { try Discriminant([rows, Tensor([1, 2], [1, 2])]) }
        #expect(throws: DiscriminantFault.noSpread) { try Discriminant([same, same]) }
        #expect(throws: DiscriminantFault.notFinite) { try Discriminant([rows, Tensor([1, 4], [1, .nan, 1, 1])]) }
        #expect(throws: DiscriminantFault.dimensions(2, most: 1)) { try Discriminant([rows, rows], dimensions: 2) }
    }
}
