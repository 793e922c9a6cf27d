import Tensors

/// Words as rows of a table, (vocabulary, width): `y[r] = table[words[r]]`.
enum Embedding {
    static func forward(_ words: [Int], _ table: UnsafePointer<Float>, width: Int, to y: Memory) {
        for (row, word) in words.enumerated() { (y + row * width).update(from: table + word * width, count: width) }
    }

    /// Adds each row's gradient to that of its word, first row first; rows of other words are left as they are.
    static func backward(_ words: [Int], _ dy: UnsafePointer<Float>, width: Int, to gradient: Memory) {
        for (row, word) in words.enumerated() { Kernels.add(dy + row * width, count: width, to: gradient + word * width) }
    }
}
