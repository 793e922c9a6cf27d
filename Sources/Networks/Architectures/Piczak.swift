extension Architecture {
    /// The bands and how they change, 80 filters that span nearly all bands and 6 frames, 80 filters of 3 frames, a
    /// max-pool after each, two dense layers of `units` with ReLU and dropout, and the classes.
    ///
    /// Piczak, "Environmental sound classification with convolutional neural networks" (2015): 60 bands, 41 or 101
    /// frames, 5000 units. Input (1, bands, frames). Throws `LayerFault`.
    public static func piczak(bands: Int, frames: Int, classes: Int, units: Int = 5000) throws -> Architecture {
        // All but three bands, so that four rows are left, and one after the pool.
        let layers: [any Layer] = [
            Deltas(), Convolution(filters: 80, rows: max(1, bands - 3), columns: 6), ReLU(), MaxPool(rows: 4, columns: 3),
            Dropout(0.5), Convolution(filters: 80, rows: 1, columns: 3), ReLU(), MaxPool(rows: 1, columns: 3), Flatten(),
            Dense(units), ReLU(), Dropout(0.5), Dense(units), ReLU(), Dropout(0.5), Dense(classes),
        ]
        return try Architecture("piczak", input: [1, bands, frames], layers: layers)
    }
}
