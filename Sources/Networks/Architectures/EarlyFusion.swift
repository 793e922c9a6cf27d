extension Architecture {
    /// What is heard and what is seen at each picture, side by side, through a GRU; the mean of its states over the pictures
    /// of the clip, dropout, then the classes.
    ///
    /// Input (1, rows, pictures), as `JoinedFrontEnd` makes it. Throws `LayerFault`.
    public static func earlyFusion(
        _ frontEnd: JoinedFrontEnd, classes: Int, units: Int = 64, dropout: Double = 0.2
    ) throws -> Architecture {
        let layers: [any Layer] = [ColumnsInOrder(), Recurrent(.gru, units: units), FrameMean()]
        return try Architecture(
            "early fusion", input: [1, frontEnd.rows, frontEnd.pictures.count],
            layers: layers + (dropout > 0 ? [Dropout(dropout)] : []) + [Dense(classes)])
    }
}
