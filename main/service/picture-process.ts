// What a host starts to decode pictures: hosts know the service alone.
import '../bundle/picture.process.ts';
