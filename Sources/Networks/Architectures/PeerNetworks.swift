/// Networks as other programs' benchmarks have them, for comparison on the same work.
extension Architecture {
    /// Panotti's and Piczak's descendant with batch normalisation in the first block alone: 32 filters of 3x3, then three
    /// times 32 filters, ELU, 2x2 max-pool and dropout of a quarter, then 128 units with ELU, dropout of a half, the classes.
    ///
    /// Input (1, bands, frames). Throws `LayerFault`.
    public static func seedOfPeers(bands: Int, frames: Int, classes: Int) throws -> Architecture {
        let convolution = Convolution(filters: 32, rows: 3, columns: 3)
        var layers: [any Layer] = [convolution, BatchNormalisation(), ReLU()]
        for _ in 0..<3 { layers += [convolution, ELU(), MaxPool(rows: 2, columns: 2), Dropout(0.25)] }
        layers += [Flatten(), Dense(128), ELU(), Dropout(0.5), Dense(classes)]
        return try Architecture("cnn", input: [1, bands, frames], layers: layers)
    }

    /// Pairs of padded 3x3 convolutions of 64, 128 and 256 filters, each followed by batch normalisation and ReLU, each pair
    /// by a 2x2 max-pool; then the mean of each map, and the classes. After Simonyan and Zisserman (2015).
    ///
    /// Input (1, bands, frames). Throws `LayerFault`.
    public static func vgg(bands: Int, frames: Int, classes: Int) throws -> Architecture {
        var layers: [any Layer] = []
        for filters in [64, 128, 256] {
            let convolution = Convolution(filters: filters, rows: 3, columns: 3, padding: .same)
            for _ in 0..<2 { layers += [convolution, BatchNormalisation(), ReLU()] }
            layers.append(MaxPool(rows: 2, columns: 2))
        }
        layers += [GlobalPool(.mean), Dense(classes)]
        return try Architecture("cnn", input: [1, bands, frames], layers: layers)
    }
}
