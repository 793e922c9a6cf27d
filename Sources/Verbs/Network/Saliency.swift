import Language
import Networks
import Programs
import Study
import Tensors
import Workplace

private let label = Parameter<Word>("class", "Which class's probability; the most probable one's when absent")

extension Verb {
    static let saliency = Verb(
        Signature(
            "saliency", family: "Network", "Which parts of a clip a trained network's answer hangs on",
            details: """
                A window (three sixteenths of each side) hides the clip here and there behind the mean of all that the network \
                was trained on; a point counts by how far the class's probability falls, on average, in the windows that hide \
                it (occlusion, Zeiler and Fergus 2014). Of a network that hears, over the spectrogram; of one that sees, over \
                its pictures, where a window hides the same place in all of them. A clip longer than the network's length \
                shows its first part.
                """,
            operand: .network, phrases: [.init("on", Arguments.clip)],
            options: [label], gives: SaliencyValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 8, kinds: [bell, rain], length: 500 ms
                    ear = train (cnn world, bands: 32, filters: 16, blocks: 2) on world, epochs: 3
                    spot = saliency ear on world[1]
                    """, gives: "bell 91.7 % · hiding a part costs up to 2.4 points")
            ], version: 3)
    ) { call in
        let model: ModelValue = try call.operand()
        let (frontEnd, classes) = (model.network.frontEnd, model.classes)
        guard frontEnd.sense.heard == nil || frontEnd.sense.seen == nil else { throw TwoSensesToShow() }
        let wanted = try call.given(label).map { word in
            guard let index = classes.firstIndex(of: word.text) else {
                throw call.unfit(
                    label, "is none of the network's: \(classes.prefix(12).joined(separator: ", "))",
                    remedy: nearest(to: word.text, among: classes).map { "did you mean '\($0)'?" })
            }
            return index
        }
        let (features, _, seconds) = try call.work.examples(of: call.subject("on"), for: frontEnd)
        let example = features.slice(axis: 0, 0..<1)
        let steps = frontEnd.steps(seconds: seconds)
        func chosen(_ p: [Float]) -> Int { wanted ?? placeOfGreatest(p) }
        let (weights, probabilities) = try Occlusion(model.network.architecture, model.weights, frontEnd.standard)
            .weights(of: example, in: frontEnd.examples, length: steps, label: chosen, parallel: call.context.parallel)
        let index = chosen(probabilities)
        return SaliencyValue(
            frontEnd, label: classes[index], probability: Double(probabilities[index]), example: example, weights: weights,
            steps: steps)
    }
}

/// A network that takes in two things at once, and a figure of one.
struct TwoSensesToShow: Fault {
    var cause: String { "the network hears and sees in one: there is no one thing to point at" }
    var remedy: String? { "ask an ear or an eye alone" }
}
