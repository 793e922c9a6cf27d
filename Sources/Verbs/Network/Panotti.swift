import Language
import Networks
import Programs
import Study

extension Verb {
    static let panotti = Verb(
        Signature(
            "panotti", family: "Network", "Panotti's network: four padded convolutions with pools, and a dense layer",
            details: """
                Scott Hawley's network of 2017: 32 filters of 3x3 and a 2x2 max-pool four times, ReLU and batch normalisation after \
                the first, ELU and 50 % dropout after the others; then 128 units with ELU and 60 % dropout. It was made for 3 s at 44.1 kHz. \
                Its dropout wants many epochs. What it hears is part of it, as in 'cnn'.
                """,
            operand: .init("DATA", [DatasetValue.type], "Clips of the kind it will hear"),
            options: HearingOptions.all, gives: NetworkValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 2, kinds: [bell, rain], length: 1 s
                    ear = panotti world
                    """,
                    gives: "panotti · 77\u{2009}730 parameters · 96 bands x 44 frames (1.0 s at 22.05 kHz) · 2 classes")
            ], version: 2)
    ) { call in
        try call.network { frontEnd, classes in
            try .panotti(bands: frontEnd.rows, frames: frontEnd.frames, classes: classes)
        }
    }
}
