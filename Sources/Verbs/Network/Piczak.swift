import Language
import Networks
import Programs
import Study

private let bands = Parameter<Int>("bands", default: 60, in: 7...512, "Mel bands")
private let units = Parameter<Int>("units", default: 5000, in: 1...8192, "Units of each of the two dense layers")

extension Verb {
    static let piczak = Verb(
        Signature(
            "piczak", family: "Network", "Piczak's network: filters over nearly all bands, on short segments that vote",
            details: """
                Karol Piczak's network of 2015 for environmental sounds: the bands and how they change (deltas over 9 frames), 80 \
                filters that span all bands but three and 6 frames, 80 filters of 3 frames, a max-pool after each, and two wide dense \
                layers with 50 % dropout. It hears segments of 41 frames (0.93 s, windows of 1024 and hops of 512 samples at 22.05 kHz); what it \
                says of a clip is the mean over its segments. 'length: 2.32 s' gives the long segments of 101 frames.
                """,
            operand: .init("DATA", [DatasetValue.type], "Clips of the kind it will hear"),
            options: [bands] + HearingOptions.others + [units], gives: NetworkValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 2, kinds: [bell, rain], length: 1 s
                    ear = piczak world, units: 500
                    """,
                    gives: "piczak · 446\u{2009}082 parameters · 60 bands x 41 frames (928.8 ms at 22.05 kHz) · 2 classes")
            ])
    ) { call in
        // Segments of 41 frames.
        let usual = UsualHearing(rate: 22050, length: 40 * 512 / 22050, window: 1024, hops: 2)
        return try call.network(bands: bands, usual: usual) { frontEnd, classes in
            try .piczak(bands: frontEnd.rows, frames: frontEnd.frames, classes: classes, units: call(units))
        }
    }
}
