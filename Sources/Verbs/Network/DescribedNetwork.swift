import Language
import Networks
import Programs
import Study
import Workplace

extension Arguments {
    /// The network that `architecture` makes for what it hears or sees and for the data set's classes; the operand is that
    /// data set.
    func sensingNetwork(
        _ architecture: (_ frontEnd: FrontEnd, _ classes: Int) throws -> Architecture
    ) throws -> NetworkValue {
        let data: DatasetValue = try operand()
        return NetworkValue(try work.network(for: data.table, choices, architecture))
    }

    /// The network that `architecture` makes for what it hears and for the data set's classes; the operand is that data set.
    func network(
        bands: Parameter<Int> = HearingOptions.bands, usual: UsualHearing = UsualHearing(),
        _ architecture: (_ frontEnd: SoundFrontEnd, _ classes: Int) throws -> Architecture
    ) throws -> NetworkValue {
        let data: DatasetValue = try operand()
        return NetworkValue(try work.network(for: data.table, choices, bands: bands, usual: usual, architecture))
    }
}
