import Networks
import Programs
import Study
import Tensors
import Workplace

extension Arguments {
    /// The network that takes in what both of two networks do, side by side.
    ///
    /// - Throws: `NotAnEarAndAnEye`, `DifferentClasses`, `JoinedFrontEndFault`, `LayerFault`.
    func early(_ networks: [NetworkValue], units: Int, dropout: Double) throws -> NetworkValue {
        let sounds = networks.compactMap { $0.frontEnd.sense as? SoundFrontEnd }
        let pictures = networks.compactMap { $0.frontEnd.sense as? PictureFrontEnd }
        guard networks.count == 2, let sound = sounds.first, let picture = pictures.first else { throw NotAnEarAndAnEye() }
        guard networks[0].classes == networks[1].classes else {
            throw DifferentClasses(parts: "networks", first: networks[0].classes, other: networks[1].classes, number: 2)
        }
        let joined = try JoinedFrontEnd(sound, picture)
        let architecture = try Architecture.earlyFusion(
            joined, classes: networks[0].classes.count, units: units, dropout: dropout)
        if networks.contains(where: { $0.architecture.name != "linear" }) {
            context.note("of the two networks only what they take in is used: one GRU reads both")
        }
        let isMany = networks.contains { $0.architecture.answer == .everyClass }
        return NetworkValue(
            Network(
                isMany ? architecture.answeringForEveryClass : architecture, FrontEnd(joined), classes: networks[0].classes))
    }
}

/// Networks that are not one that hears and one that sees.
struct NotAnEarAndAnEye: Fault {
    var cause: String { "networks that have learned nothing are fused in pairs: one that hears and one that sees" }
    var remedy: String? { "fuse [(linear clips), (linear clips, modality: pictures, size: 16 px)]" }
}
