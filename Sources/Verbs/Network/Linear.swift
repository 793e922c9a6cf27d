import Language
import Networks
import Programs
import Study

extension Verb {
    static let linear = Verb(
        Signature(
            "linear", family: "Network", "Logistic regression on mel bands, or on pixels, averaged over time: a baseline",
            details: """
                One dense layer over the average of each band. It knows what is in a clip but not when, so what a network \
                gains over it is what time and shape tell. It hears as 'cnn' does, or with 'modality: pictures' sees the \
                average of the pictures.
                """,
            operand: .init("DATA", [DatasetValue.type], "Clips of the kind it will hear or see"),
            options: ModalityOptions.all, gives: NetworkValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 2, kinds: [bell, rain], length: 1 s
                    baseline = linear world
                    """,
                    gives: "linear · 194 parameters · 96 bands x 44 frames (1.0 s at 22.05 kHz) · 2 classes")
            ], version: 2)
    ) { call in
        try call.sensingNetwork { frontEnd, classes in try .linear(frontEnd.sense.input, classes: classes) }
    }
}
